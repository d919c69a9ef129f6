-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER inspection_no_update BEFORE UPDATE ON inspection BEGIN SELECT RAISE(ABORT, 'the register never forgets: inspection'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER inspection_no_delete BEFORE DELETE ON inspection BEGIN SELECT RAISE(ABORT, 'the register never forgets: inspection'); END;
-- +goose StatementEnd
