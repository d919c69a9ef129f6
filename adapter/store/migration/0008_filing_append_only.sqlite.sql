-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER submission_no_update BEFORE UPDATE ON submission BEGIN SELECT RAISE(ABORT, 'the register never forgets: submission'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_no_delete BEFORE DELETE ON submission BEGIN SELECT RAISE(ABORT, 'the register never forgets: submission'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_file_no_update BEFORE UPDATE ON submission_file BEGIN SELECT RAISE(ABORT, 'the register never forgets: submission_file'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_file_no_delete BEFORE DELETE ON submission_file BEGIN SELECT RAISE(ABORT, 'the register never forgets: submission_file'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_step_no_update BEFORE UPDATE ON submission_step BEGIN SELECT RAISE(ABORT, 'the register never forgets: submission_step'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER submission_step_no_delete BEFORE DELETE ON submission_step BEGIN SELECT RAISE(ABORT, 'the register never forgets: submission_step'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER series_no_update BEFORE UPDATE ON series BEGIN SELECT RAISE(ABORT, 'the register never forgets: series'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER series_no_delete BEFORE DELETE ON series BEGIN SELECT RAISE(ABORT, 'the register never forgets: series'); END;
-- +goose StatementEnd
