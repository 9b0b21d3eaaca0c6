"""Every setting of an installation, typed and frozen, read once; a wrong one stops the start."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator


class Settings(BaseModel):
    """What an installation may set by environment variables that begin with ``PORTAL_``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    data_folder: Path = Field(default=Path("var"), description="Database, files, keys and queue live here.")
    database_url: str = Field(default="", description="Empty: SQLite in the data folder.")
    queue_url: str = Field(default="", description="Empty: a disposable SQLite file in the data folder.")
    storage_url: str = Field(default="", description="Empty: a folder inside the data folder.")
    secret_key: str = Field(
        default="", description="Empty: read from the data folder, made at the first start."
    )
    bind: str = "127.0.0.1:8000"
    public_url: str = Field(
        default="", description="The address people type; rules links, hosts and cookies."
    )
    mail_server: str = Field(
        default="", description="host:port of an SMTP server; empty: mails wait in the outbox."
    )
    mail_sender: str = "steelyard@localhost"
    mail_user: str = ""
    mail_password: str = ""
    upload_limit_mb: int = Field(default=64, ge=1, le=2048)
    rows_limit_mb: int = Field(
        default=2048, ge=1, le=16384, description="The largest file of conversation rows."
    )
    staged_days: int = Field(
        default=30,
        ge=3,
        le=3650,
        description="Uploads that are never submitted are deleted after these days.",
    )
    staged_limit_mb: int = Field(
        default=10240, ge=1, description="What one organisation may keep uploaded without submitting it."
    )
    demonstration: bool = Field(
        default=False, description="Offers one-click sign-in; for demonstration data only."
    )
    testing: bool = False

    @field_validator("public_url")
    @classmethod
    def _plain_origin(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("PORTAL_PUBLIC_URL must begin with http:// or https://")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _mail_names_the_address(self) -> "Settings":
        if self.mail_server and not self.public_url:
            raise ValueError(
                "PORTAL_MAIL_SERVER needs PORTAL_PUBLIC_URL: mails carry links that people open."
            )
        return self

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Read the ``PORTAL_`` variables; an unknown or malformed one raises ``ValueError`` and stops the start."""
        prefix = "PORTAL_"
        foreign = {"test_database_url", "migration_database_url"}
        chosen: dict[str, Any] = {
            name.removeprefix(prefix).lower(): value
            for name, value in environment.items()
            if name.startswith(prefix) and name.removeprefix(prefix).lower() not in foreign
        }
        return cls(**chosen)

    @property
    def effective_database_url(self) -> str:
        """The database to open; SQLite in the data folder unless another is named."""
        return self.database_url or f"sqlite:///{(self.data_folder / 'portal.sqlite').absolute()}"

    @property
    def is_https(self) -> bool:
        """Whether people reach the portal by HTTPS, which decides the cookie flags."""
        return self.public_url.startswith("https://")
