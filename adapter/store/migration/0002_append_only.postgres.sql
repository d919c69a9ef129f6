-- +goose Up
-- +goose StatementBegin
CREATE FUNCTION never_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'the register never forgets: %', TG_TABLE_NAME;
END $$;
-- +goose StatementEnd
CREATE TRIGGER event_append_only BEFORE UPDATE OR DELETE ON event FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
CREATE TRIGGER tile_append_only BEFORE UPDATE OR DELETE ON tile FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER disclosure_append_only BEFORE UPDATE OR DELETE ON disclosure FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER disclosure_no_truncate BEFORE TRUNCATE ON disclosure FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
CREATE TRIGGER sealed_append_only BEFORE UPDATE OR DELETE ON sealed FOR EACH ROW EXECUTE FUNCTION never_forget();
CREATE TRIGGER sealed_no_truncate BEFORE TRUNCATE ON sealed FOR EACH STATEMENT EXECUTE FUNCTION never_forget();
CREATE TRIGGER log_no_shrink BEFORE UPDATE ON log FOR EACH ROW
  WHEN (NEW.size < OLD.size OR NEW.signed_size < OLD.signed_size OR NEW.received_at < OLD.received_at) EXECUTE FUNCTION never_forget();
CREATE TRIGGER log_no_delete BEFORE DELETE ON log FOR EACH ROW EXECUTE FUNCTION never_forget();
