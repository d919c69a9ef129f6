-- +goose Up
-- +goose StatementBegin
CREATE TRIGGER paper_no_update BEFORE UPDATE ON paper BEGIN SELECT RAISE(ABORT, 'the register never forgets: paper'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER paper_no_delete BEFORE DELETE ON paper BEGIN SELECT RAISE(ABORT, 'the register never forgets: paper'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER paper_made_no_update BEFORE UPDATE ON paper_made BEGIN SELECT RAISE(ABORT, 'the register never forgets: paper_made'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER paper_made_no_delete BEFORE DELETE ON paper_made BEGIN SELECT RAISE(ABORT, 'the register never forgets: paper_made'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER paper_standing_no_update BEFORE UPDATE ON paper_standing BEGIN SELECT RAISE(ABORT, 'the register never forgets: paper_standing'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER paper_standing_no_delete BEFORE DELETE ON paper_standing BEGIN SELECT RAISE(ABORT, 'the register never forgets: paper_standing'); END;
-- +goose StatementEnd
