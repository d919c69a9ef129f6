-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER fact_no_update BEFORE UPDATE ON fact BEGIN SELECT RAISE(ABORT, 'the register never forgets: fact'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER fact_no_delete BEFORE DELETE ON fact BEGIN SELECT RAISE(ABORT, 'the register never forgets: fact'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER declaration_no_update BEFORE UPDATE ON declaration BEGIN SELECT RAISE(ABORT, 'the register never forgets: declaration'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER declaration_no_delete BEFORE DELETE ON declaration BEGIN SELECT RAISE(ABORT, 'the register never forgets: declaration'); END;
-- +goose StatementEnd
