"""The pages, one module an area."""

from flask import Flask

from web.views import (
    agreement,
    assessments,
    balance,
    books,
    briefings,
    calibration,
    contracts,
    decisions,
    drafts,
    evaluation_rounds,
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
    profile,
    projects,
    returns,
    robustness,
    settings,
    sign_in,
    start,
)


def init_app(app: Flask) -> None:
    """Register every area."""
    for area in (
        exports,
        agreement,
        assessments,
        balance,
        books,
        briefings,
        calibration,
        evaluation_rounds,
        contracts,
        decisions,
        drafts,
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
        profile,
        projects,
        returns,
        robustness,
        settings,
        sign_in,
        start,
    ):
        app.register_blueprint(area.bp)
