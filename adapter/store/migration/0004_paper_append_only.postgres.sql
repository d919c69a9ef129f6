-- +goose Up
CREATE TRIGGER paper_append_only BEFORE UPDATE OR DELETE ON paper FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER paper_no_truncate BEFORE TRUNCATE ON paper FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
CREATE TRIGGER paper_made_append_only BEFORE UPDATE OR DELETE ON paper_made FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER paper_made_no_truncate BEFORE TRUNCATE ON paper_made FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
CREATE TRIGGER paper_standing_append_only BEFORE UPDATE OR DELETE ON paper_standing FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER paper_standing_no_truncate BEFORE TRUNCATE ON paper_standing FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
