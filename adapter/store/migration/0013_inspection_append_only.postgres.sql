-- +goose Up
CREATE TRIGGER inspection_append_only BEFORE UPDATE OR DELETE ON inspection FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER inspection_no_truncate BEFORE TRUNCATE ON inspection FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
