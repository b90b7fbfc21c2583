"""The pages, one module an area."""

from flask import Flask

from web.views import (
    assessments,
    briefings,
    calibration,
    evaluation_rounds,
    evaluations,
    exports,
    forecasts,
    health,
    houses,
    imports,
    language,
    mail,
    mailbox,
    members,
    occupations,
    password,
    profile,
    projects,
    settings,
    sign_in,
    start,
)


def init_app(app: Flask) -> None:
    """Register every area."""
    for area in (
        exports,
        assessments,
        briefings,
        calibration,
        evaluation_rounds,
        evaluations,
        forecasts,
        health,
        houses,
        imports,
        language,
        mail,
        mailbox,
        members,
        occupations,
        password,
        profile,
        projects,
        settings,
        sign_in,
        start,
    ):
        app.register_blueprint(area.bp)
