// The map of an area works without this; with it, communes are chosen in the picture and an outline is drawn there: by mouse, touch or keyboard.
(() => {
  'use strict';
  for (const area of document.querySelectorAll('[data-area]')) start(area);

  function start(area) {
    const svg = area.querySelector('.area-map'), text = area.querySelector('[name="indication.shape"]');
    const number = new Intl.NumberFormat(document.documentElement.lang, {maximumFractionDigits: 0});
    const list = new Intl.ListFormat(document.documentElement.lang, {type: 'conjunction'});
    const boxes = () => [...area.querySelectorAll('input[name="indication.communes"][type=checkbox]')];

    // Choosing: the boxes of the list are what counts.
    function shown() {
      let sum = 0, known = true, any = false;
      const names = [], says = area.querySelector('[data-some]');
      for (const b of boxes()) {
        const path = svg && svg.querySelector('path[data-code="' + CSS.escape(b.value) + '"]');
        if (path) path.classList.toggle('on', b.checked);
        if (b.checked && b.dataset.name) names.push(b.dataset.name);
        if (b.checked && b.dataset.metres !== undefined) {
          any = true;
          if (+b.dataset.metres > 0) sum += +b.dataset.metres; else known = false;
        }
      }
      if (says) says.textContent = names.length ? says.dataset.some.replace('{}', () => list.format(names)) : says.dataset.none;
      const out = area.querySelector('.area-sum');
      if (!out) return;
      if (!any) return void (out.textContent = out.dataset.none);
      if (!known) return void (out.textContent = out.dataset.unknown);
      out.textContent = out.dataset.words + ' ';
      out.append(Object.assign(document.createElement('strong'), {textContent: number.format(sum / 1e4) + ' ha'}));
    }
    area.addEventListener('change', e => {
      if (e.target.name !== 'indication.communes') return;
      for (const b of boxes()) if (b.value === e.target.value) b.checked = e.target.checked;
      shown();
    });
    if (!svg || !svg.dataset.ground) return;

    // Drawing. A point is [longitude, latitude] in degrees.
    const [west, north, east, south] = svg.dataset.ground.split(' ').map(Number);
    const ground = (x, y) => [round(west + x * east), round(north - y * south)];
    const round = v => Math.round(v * 1e6) / 1e6;
    const place = ([lon, lat]) => [(lon - west) / east, (north - lat) / south];
    const tools = area.querySelector('.area-tools'), told = area.querySelector('.area-told'), how = area.querySelector('.area-how');
    const button = name => tools.querySelector('[data-do=' + name + ']');
    const make = (name, cls) => { const e = document.createElementNS(svg.namespaceURI, name); e.setAttribute('class', cls); svg.append(e); return e; };
    const casing = make('path', 'drawn case'), line = make('path', 'drawn'), dots = make('g', 'dots'), cross = make('path', 'cross');
    const label = svg.getAttribute('aria-labelledby');
    let points = [], drawing = false, at = [svg.viewBox.baseVal.width / 2, svg.viewBox.baseVal.height / 2], down = null;
    tools.hidden = false;
    svg.classList.add('live');

    const tell = (what, more) => { told.textContent = told.dataset[what] + (more ? ' ' + more : ''); };
    const degrees = p => p[1].toFixed(5) + ', ' + p[0].toFixed(5);
    const path = list => list.map((p, i) => (i ? 'L' : 'M') + place(p).map(v => v.toFixed(1)).join(' ')).join('');
    const turn = (a, b, c) => Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
    const crosses = (a, b, c, d) => turn(a, b, c) * turn(a, b, d) < 0 && turn(c, d, a) * turn(c, d, b) < 0;

    function draw() {
      for (const l of [casing, line]) l.setAttribute('d', path(points));
      dots.replaceChildren(...points.map(p => {
        const c = document.createElementNS(svg.namespaceURI, 'circle'), [x, y] = place(p);
        c.setAttribute('cx', x); c.setAttribute('cy', y); c.setAttribute('r', 6);
        return c;
      }));
      cross.setAttribute('d', drawing ? `M${at[0] - 14} ${at[1]}h28M${at[0]} ${at[1] - 14}v28` : '');
      button('undo').hidden = button('close').hidden = !drawing;
      how.hidden = !drawing;
      button('draw').setAttribute('aria-pressed', drawing);
      button('clear').hidden = !text.value;
    }
    function mode(on) {
      drawing = on;
      svg.classList.toggle('drawing', on);
      svg.setAttribute('role', on ? 'application' : 'img');
      if (on) {
        svg.setAttribute('tabindex', '0');
        svg.removeAttribute('aria-labelledby');
        svg.setAttribute('aria-label', how.textContent);
        svg.focus({preventScroll: true});
      } else {
        points = [];
        svg.removeAttribute('tabindex');
        svg.removeAttribute('aria-label');
        svg.setAttribute('aria-labelledby', label);
      }
      draw();
    }
    function add(x, y) {
      const p = ground(x, y), last = points[points.length - 1];
      at = [x, y];
      if (last && last[0] === p[0] && last[1] === p[1]) return;
      for (let i = 0; i + 2 < points.length; i++) if (crosses(points[i], points[i + 1], last, p)) return draw(), tell('crosses');
      points.push(p);
      draw();
      tell('point', points.length + ': ' + degrees(p));
    }
    function undo() {
      if (points.pop()) tell('undone');
      draw();
    }
    function close() {
      if (points.length < 3) return tell('few');
      const first = points[0], last = points[points.length - 1];
      for (let i = 1; i + 2 < points.length; i++) if (crosses(points[i], points[i + 1], last, first)) return tell('crosses');
      const ring = [...points, first];
      let sum = 0;
      for (let i = 0; i + 1 < ring.length; i++) sum += ring[i][0] * ring[i + 1][1] - ring[i + 1][0] * ring[i][1];
      if (sum < 0) ring.reverse();
      text.value = JSON.stringify({type: 'MultiPolygon', coordinates: [...drawn(), [ring]]});
      text.dispatchEvent(new Event('input', {bubbles: true}));
      for (const cls of ['outline case', 'outline']) make('path', cls).setAttribute('d', path(ring) + 'z');
      mode(false);
      button('draw').focus();
      tell('closed');
    }
    // drawn gives the polygons that the text has already, those that can be read.
    function drawn() {
      try {
        const o = JSON.parse(text.value);
        return o.type === 'Polygon' ? [o.coordinates] : o.type === 'MultiPolygon' ? o.coordinates : [];
      } catch { return []; }
    }
    tools.addEventListener('click', e => {
      switch (e.target.dataset.do) {
        case 'draw': return mode(!drawing);
        case 'undo': return undo();
        case 'close': return close();
        case 'clear':
          text.value = '';
          text.dispatchEvent(new Event('input', {bubbles: true}));
          svg.querySelectorAll('.outline').forEach(o => o.remove());
          button('draw').focus();
          mode(false);
          tell('cleared');
      }
    });
    const where = e => { const p = new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse()); return [p.x, p.y]; };
    svg.addEventListener('pointerdown', e => { down = [e.clientX, e.clientY]; });
    svg.addEventListener('pointerup', e => {
      if (!down || Math.hypot(e.clientX - down[0], e.clientY - down[1]) > 8 || e.button > 0) return; // the page was moved, not the map touched
      down = null;
      if (drawing) return add(...where(e));
      const code = e.target.closest('path[data-code]')?.dataset.code, box = code && boxes().find(b => b.value === code);
      if (box) { box.checked = !box.checked; box.dispatchEvent(new Event('change', {bubbles: true})); }
    });
    svg.addEventListener('keydown', e => {
      if (!drawing || e.ctrlKey || e.altKey || e.metaKey) return;
      const step = e.shiftKey ? 50 : 10, move = {ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step]}[e.key], box = svg.viewBox.baseVal;
      if (move) {
        at = [Math.min(box.width, Math.max(0, at[0] + move[0])), Math.min(box.height, Math.max(0, at[1] + move[1]))];
        draw();
        tell('at', degrees(ground(...at)));
      } else if (e.key === 'Enter') add(...at);
      else if (e.key === 'Backspace') undo();
      else if (e.key === 'c' || e.key === 'C') close();
      else if (e.key === 'Escape') { mode(false); button('draw').focus(); }
      else return;
      e.preventDefault();
    });
  }
})();
