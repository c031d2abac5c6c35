"""Runs the migrations on the database that the settings name."""

from pathlib import Path

from alembic import context
from sqlalchemy import MetaData, create_engine, make_url, pool

from app.settings import read_settings

# The tables live in app/db; until there are any, there is nothing to compare with.
target_metadata = MetaData()


def run_offline(database_url: str) -> None:
    """Write the statements instead of running them."""
    context.configure(
        url=database_url,
        target_metadata=target_metadata,
        literal_binds=True,
        render_as_batch=True,
        compare_type=True,
        dialect_opts={"paramstyle": "named"},
    )
    with context.begin_transaction():
        context.run_migrations()


def run_online(database_url: str) -> None:
    """Run the migrations over one connection."""
    engine = create_engine(database_url, poolclass=pool.NullPool)
    with engine.connect() as connection:
        on_sqlite = connection.dialect.name == "sqlite"
        if on_sqlite:
            # A batch rebuilds a table; with foreign keys on, dropping the old one deletes all child rows.
            # The setting only takes outside a transaction.
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
        context.configure(
            connection=connection, target_metadata=target_metadata, render_as_batch=on_sqlite, compare_type=True
        )
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


def make_folder(database_url: str) -> None:
    """SQLite makes a missing file, not a missing folder."""
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)


settings = read_settings()
if context.is_offline_mode():
    run_offline(settings.database_url)
else:
    make_folder(settings.database_url)
    run_online(settings.database_url)
