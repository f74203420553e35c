-- The role that web, workers and beat use: it reads and writes rows, and owns nothing. Triggers that keep consents, published
-- notices and the audit trail as they are stop rows from being changed; TRUNCATE and dropping triggers need rights that this
-- role does not get. Run as the owner:  psql -v app=rota -f deploy/papeis.sql
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM :"app";
GRANT USAGE ON SCHEMA public TO :"app";
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO :"app";
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO :"app";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO :"app";
