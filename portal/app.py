"""Builds the application; the only file that knows all parts."""

from pathlib import Path

from flask import Flask
from flask_migrate import Migrate

from portal import wiring
from portal.accounts.queries.signing_in import load_actor, load_frame
from portal.accounts.views import blueprint as accounts
from portal.commands import install_commands
from portal.contracts.views import blueprint as contracts
from portal.infra.access import install_access, refuse_unmarked_routes
from portal.infra.db import configure_database, db
from portal.infra.events import install_events
from portal.infra.files import configure_files
from portal.infra.forms import install_forms
from portal.infra.freshness import install_freshness
from portal.infra.health import install_health
from portal.infra.i18n import install_languages
from portal.infra.jobs import configure_jobs, run_job
from portal.infra.keys import secret_key
from portal.infra.pages import install_pages
from portal.infra.problems import install_problems
from portal.infra.security import install_security
from portal.infra.sessions import install_sessions
from portal.infra.transactions import install_transactions
from portal.invoicing.views import blueprint as invoicing
from portal.overview.views import blueprint as overview
from portal.requirements.views import blueprint as requirements
from portal.reviews.views import blueprint as reviews
from portal.settings import Settings
from portal.sla.views import blueprint as sla
from portal.sourcing.views import blueprint as sourcing
from portal.vendors.views import blueprint as vendors

ROOT = Path(__file__).resolve().parent.parent
BLUEPRINTS = (accounts, vendors, requirements, sourcing, contracts, sla, invoicing, reviews, overview)


def create_app(settings: Settings) -> Flask:
    """An application for these settings; whatever is wrong with them stops the start here."""
    app = Flask(
        "portal", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "portal" / "static")
    )
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SETTINGS=settings,
        DATA_FOLDER=settings.data_folder,
        SECRET_KEY=settings.secret_key or secret_key(settings.data_folder),
        TESTING=settings.testing,
        PROPAGATE_EXCEPTIONS=settings.testing,
    )
    install_security(app, settings)
    configure_database(app, settings.effective_database_url)
    Migrate(app, db, directory=str(ROOT / "portal" / "migrations"), render_as_batch=True)
    install_problems(app)
    install_transactions(app)
    install_sessions(app, is_https=settings.is_https)
    install_languages(app)
    install_access(app, load_actor)
    install_freshness(app)
    install_forms(app)
    install_events(wiring.LISTENERS, app)
    configure_files(
        app,
        settings.data_folder,
        settings.storage_url,
        settings.upload_limit_mb << 20,
        settings.rows_limit_mb << 20,
    )
    configure_jobs(
        app,
        work=wiring.JOBS,
        schedule=wiring.SCHEDULE,
        data_folder=settings.data_folder,
        queue_url=settings.queue_url,
        secret=app.config["SECRET_KEY"],
        run=run_job,
    )
    install_health(app)
    install_pages(app, load_frame)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    install_commands(app)
    refuse_unmarked_routes(app)
    return app
