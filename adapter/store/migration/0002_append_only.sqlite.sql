-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER event_no_update BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the register never forgets: event'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER event_no_delete BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the register never forgets: event'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tile_no_update BEFORE UPDATE ON tile BEGIN SELECT RAISE(ABORT, 'the register never forgets: tile'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER tile_no_delete BEFORE DELETE ON tile BEGIN SELECT RAISE(ABORT, 'the register never forgets: tile'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER disclosure_no_update BEFORE UPDATE ON disclosure BEGIN SELECT RAISE(ABORT, 'the register never forgets: disclosure'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER disclosure_no_delete BEFORE DELETE ON disclosure BEGIN SELECT RAISE(ABORT, 'the register never forgets: disclosure'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sealed_no_update BEFORE UPDATE ON sealed BEGIN SELECT RAISE(ABORT, 'the register never forgets: sealed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER sealed_no_delete BEFORE DELETE ON sealed BEGIN SELECT RAISE(ABORT, 'the register never forgets: sealed'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_no_shrink BEFORE UPDATE ON log WHEN NEW.size < OLD.size OR NEW.signed_size < OLD.signed_size OR NEW.received_at < OLD.received_at
BEGIN SELECT RAISE(ABORT, 'the register never forgets: log'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the register never forgets: log'); END;
-- +goose StatementEnd
