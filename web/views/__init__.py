"""The pages, one module an area."""

from flask import Flask

from web.views import (
    assessments,
    briefings,
    evaluations,
    exports,
    health,
    houses,
    imports,
    language,
    mail,
    mailbox,
    members,
    occupations,
    password,
    portfolio_resilience,
    profile,
    projects,
    resilience,
    scenario,
    settings,
    sign_in,
    signal_feeds,
    signal_files,
    signals,
    start,
)


def init_app(app: Flask) -> None:
    """Register every area."""
    for area in (
        exports,
        assessments,
        briefings,
        evaluations,
        health,
        houses,
        imports,
        language,
        mail,
        mailbox,
        members,
        occupations,
        password,
        portfolio_resilience,
        profile,
        projects,
        resilience,
        scenario,
        settings,
        sign_in,
        signal_feeds,
        signal_files,
        signals,
        start,
    ):
        app.register_blueprint(area.bp)
