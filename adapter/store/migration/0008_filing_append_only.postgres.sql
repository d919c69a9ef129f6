-- +goose Up
CREATE TRIGGER submission_append_only BEFORE UPDATE OR DELETE ON submission FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER submission_no_truncate BEFORE TRUNCATE ON submission FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
CREATE TRIGGER submission_file_append_only BEFORE UPDATE OR DELETE ON submission_file FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER submission_file_no_truncate BEFORE TRUNCATE ON submission_file FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
CREATE TRIGGER submission_step_append_only BEFORE UPDATE OR DELETE ON submission_step FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER submission_step_no_truncate BEFORE TRUNCATE ON submission_step FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
CREATE TRIGGER series_append_only BEFORE UPDATE OR DELETE ON series FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER series_no_truncate BEFORE TRUNCATE ON series FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
