-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER interface_key_no_update BEFORE UPDATE ON interface_key BEGIN SELECT RAISE(ABORT, 'the register never forgets: interface_key'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER interface_key_no_delete BEFORE DELETE ON interface_key BEGIN SELECT RAISE(ABORT, 'the register never forgets: interface_key'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER interface_key_end_no_update BEFORE UPDATE ON interface_key_end BEGIN SELECT RAISE(ABORT, 'the register never forgets: interface_key_end'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER interface_key_end_no_delete BEFORE DELETE ON interface_key_end BEGIN SELECT RAISE(ABORT, 'the register never forgets: interface_key_end'); END;
-- +goose StatementEnd
