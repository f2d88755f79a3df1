"""The server's settings for one machine, and who may connect."""

from __future__ import annotations

import os
from pathlib import Path

from happiness_cloud.interfaces.engine.binaries import Binaries

MEGABYTE = 1024 * 1024
CGROUP_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")


def memory_mb() -> int:
    """What this process may use: the machine's memory, or the container's limit when that is less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    for limit in CGROUP_LIMITS:
        try:
            machine = min(machine, int(Path(limit).read_text()))
        except (OSError, ValueError):
            continue
    return machine // MEGABYTE


def settings(binaries: Binaries, *, memory: int, durable: bool = True) -> dict[str, str]:
    """PostgreSQL settings for a machine with `memory` megabytes that also runs the application.

    `durable` false gives up safety against a power cut; for tests only.
    """
    safe = "on" if durable else "off"
    preload = "pg_stat_statements" if binaries.has_library("pg_stat_statements") else ""
    return {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": f"{min(1024, max(64, memory // 8))}MB",
        "effective_cache_size": f"{max(128, memory // 2)}MB",
        "work_mem": f"{min(16, max(4, memory // 256))}MB",
        "maintenance_work_mem": f"{min(256, max(32, memory // 32))}MB",
        "shared_preload_libraries": preload,
        "fsync": safe,
        "full_page_writes": safe,
        "synchronous_commit": safe,
        "wal_compression": "on",
        "min_wal_size": "128MB",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "10min",
        "checkpoint_completion_target": "0.9",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "lc_messages": "C",
        "password_encryption": "scram-sha-256",
        "logging_collector": "off",
        "log_destination": "stderr",
        "log_line_prefix": "%m [%p] %u ",
        "log_checkpoints": "off",
        # Statements and details carry personal values; the log must not.
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length_on_error": "0",
    }


def config_file(values: dict[str, str]) -> str:
    """`values` as a PostgreSQL configuration file."""
    lines = ["# Written at every start. Put your own settings into local.conf beside this file."]
    for name, value in values.items():
        quoted = value.replace("'", "''")
        lines.append(f"{name} = '{quoted}'")
    return "\n".join(lines) + "\n"


def access_files(user: str, roles: tuple[str, ...]) -> dict[str, str]:
    """pg_hba.conf and pg_ident.conf: only system user `user`, only through the socket, as one of `roles`.

    The kernel tells the server who calls (peer), so there is no password to keep or to leak, and the
    service user itself, often shared with others, has no way in.
    """
    name = user.replace('"', '""')
    ident = "".join(f'happiness "{name}" {role}\n' for role in roles)
    return {"pg_hba.conf": "local all all peer map=happiness\n", "pg_ident.conf": ident}
