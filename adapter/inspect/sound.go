package inspect

import (
	"encoding/binary"
	"time"
)

// frameSize gives the number of bytes of a frame of MPEG audio, layer III, by its header; 0 if it is none.
func frameSize(b []byte) int {
	size, _ := frame(b)
	return size
}

// frame gives bytes and time of a frame of MPEG audio, layer III. Source: ISO/IEC 11172-3, 2.4.2.3; ISO/IEC 13818-3 for halved rates.
func frame(b []byte) (size int, long time.Duration) {
	if len(b) < 4 || b[0] != 0xFF || b[1]&0xE0 != 0xE0 {
		return 0, 0
	}
	version, layer, rate, sampling, padding := b[1]>>3&3, b[1]>>1&3, int(b[2]>>4), int(b[2]>>2&3), int(b[2]>>1&1)
	if version == 1 || layer != 1 || rate == 0 || rate == 15 || sampling == 3 {
		return 0, 0
	}
	full := [16]int{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0}
	half := [16]int{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0}
	hertz := [3]int{44100, 48000, 32000}[sampling]
	kbit, samples := full[rate], 1152
	switch version {
	case 2:
		kbit, samples, hertz = half[rate], 576, hertz/2
	case 0:
		kbit, samples, hertz = half[rate], 576, hertz/4
	}
	return samples/8*kbit*1000/hertz + padding, time.Duration(samples) * time.Second / time.Duration(hertz)
}

// mp3Length sums the frames of a sound, and tells how many there are.
func mp3Length(b []byte) (long time.Duration, frames int) {
	if len(b) >= 10 && string(b[:3]) == "ID3" {
		skip := 10 + (int(b[6]&0x7F)<<21 | int(b[7]&0x7F)<<14 | int(b[8]&0x7F)<<7 | int(b[9]&0x7F))
		b = b[min(skip, len(b)):]
	}
	for lost := 0; len(b) >= 4; {
		size, d := frame(b)
		if size < 4 || size > len(b) {
			if lost++; lost > 1<<16 {
				break
			}
			b = b[1:]
			continue
		}
		long, frames, b = long+d, frames+1, b[size:]
	}
	return long, frames
}

// waveLength tells how long a WAV sounds; 0 if it does not say.
func waveLength(b []byte) time.Duration {
	if len(b) < 12 {
		return 0
	}
	perSecond := int64(0)
	for at := 12; at+8 <= len(b); {
		kind, size := string(b[at:at+4]), int64(binary.LittleEndian.Uint32(b[at+4:]))
		switch {
		case kind == "fmt " && at+20 <= len(b):
			perSecond = int64(binary.LittleEndian.Uint32(b[at+16:]))
		case kind == "data":
			if perSecond > 0 {
				return time.Duration(min(size, int64(len(b)-at-8)) * int64(time.Second) / perSecond)
			}
			return 0
		}
		if size > int64(len(b)) {
			return 0
		}
		at += 8 + int(size+size&1)
	}
	return 0
}
