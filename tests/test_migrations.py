"""The migrations run on the database that the settings name, and make its file where there is none."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def migrate(*arguments: str, database_url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=ROOT,
        env=os.environ | {"PLANNER_DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_new_database_is_brought_up_to_date(tmp_path: Path) -> None:
    file = tmp_path / "data" / "planner.db"
    for _ in range(2):
        migrated = migrate("upgrade", "head", database_url=f"sqlite:///{file}")
        assert migrated.returncode == 0, migrated.stderr
    with sqlite3.connect(file) as database:
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    database.close()
    assert ("alembic_version",) in tables


def test_the_tables_are_those_of_the_migrations(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'planner.db'}"
    assert migrate("upgrade", "head", database_url=url).returncode == 0
    checked = migrate("check", database_url=url)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_database_that_cannot_be_used_is_refused_by_name() -> None:
    refused = migrate("upgrade", "head", database_url="mysql://user:canary@db/plans")
    assert refused.returncode != 0
    assert "PLANNER_DATABASE_URL" in refused.stderr
    assert "canary" not in refused.stderr
