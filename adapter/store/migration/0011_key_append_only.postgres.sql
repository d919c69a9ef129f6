-- +goose Up
CREATE TRIGGER interface_key_append_only BEFORE UPDATE OR DELETE ON interface_key FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER interface_key_no_truncate BEFORE TRUNCATE ON interface_key FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
CREATE TRIGGER interface_key_end_append_only BEFORE UPDATE OR DELETE ON interface_key_end FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER interface_key_end_no_truncate BEFORE TRUNCATE ON interface_key_end FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
