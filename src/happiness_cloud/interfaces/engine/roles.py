"""The two roles of the database: one owns and migrates, one works and can only work."""

from __future__ import annotations

from typing import LiteralString

import psycopg

ADMIN, OWNER, APP, DATABASE = "postgres", "happiness_owner", "happiness_app", "happiness"
EXTENSIONS: tuple[LiteralString, ...] = ("pg_trgm", "btree_gin", "btree_gist", "pg_stat_statements")

# Rights on existing tables are never granted again here: migrations take some away (append-only tables).
_RIGHTS: tuple[LiteralString, ...] = (
    "REVOKE ALL ON DATABASE happiness FROM PUBLIC",
    "GRANT CONNECT ON DATABASE happiness TO happiness_app",
    "REVOKE ALL ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE, CREATE ON SCHEMA public TO happiness_owner",
    "GRANT USAGE ON SCHEMA public TO happiness_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE happiness_owner IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO happiness_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE happiness_owner IN SCHEMA public"
    " GRANT USAGE, SELECT ON SEQUENCES TO happiness_app",
    "ALTER DEFAULT PRIVILEGES FOR ROLE happiness_owner IN SCHEMA public"
    " GRANT EXECUTE ON FUNCTIONS TO happiness_app",
)
_PLAIN: LiteralString = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"


def prepare(admin_url: str, database_url: str, *, statistics: bool) -> None:
    """Make roles, database, rights and extensions so that they stand as they should. Idempotent.

    `admin_url` and `database_url` connect as the superuser, to `postgres` and to `happiness`.
    """
    with psycopg.connect(admin_url, autocommit=True) as admin:
        known = {name for (name,) in admin.execute("SELECT rolname FROM pg_roles")}
        if OWNER not in known:
            admin.execute("CREATE ROLE happiness_owner")
        if APP not in known:
            admin.execute("CREATE ROLE happiness_app")
        admin.execute("ALTER ROLE happiness_owner " + _PLAIN)
        admin.execute("ALTER ROLE happiness_app " + _PLAIN)
        databases = {name for (name,) in admin.execute("SELECT datname FROM pg_database")}
        if DATABASE not in databases:
            admin.execute("CREATE DATABASE happiness OWNER happiness_owner TEMPLATE template0")
    with psycopg.connect(database_url) as inside:
        for right in _RIGHTS:
            inside.execute(right)
        _extend(inside, statistics=statistics)


def _extend(inside: psycopg.Connection, *, statistics: bool) -> None:
    available = {name for (name,) in inside.execute("SELECT name FROM pg_available_extensions")}
    present = {name for (name,) in inside.execute("SELECT extname FROM pg_extension")}
    for name in EXTENSIONS:
        wanted = statistics or name != "pg_stat_statements"
        if wanted and name in available - present:
            inside.execute("CREATE EXTENSION IF NOT EXISTS " + name)
