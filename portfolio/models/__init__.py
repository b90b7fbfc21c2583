"""The tables. Importing this package registers all of them with `metadata`."""

from portfolio.models.base import metadata
from portfolio.models.briefing import Briefing, BriefingState, StoredFile
from portfolio.models.calibration import CalibrationAnswer, CalibrationCase
from portfolio.models.diary import DiaryEntry, DiaryState
from portfolio.models.evaluation import (
    Assessment,
    CriterionLevel,
    Evaluation,
    RoundSnapshot,
    ScoreSnapshot,
    TalkNote,
)
from portfolio.models.forecast import Forecast, ForecastProbability
from portfolio.models.history import HistoryEntry
from portfolio.models.house import House, Sending
from portfolio.models.importing import ImportDraft
from portfolio.models.mail import MailState, OutgoingMail
from portfolio.models.person import Membership, PasswordLink, Person, SignIn, SignInAttempt
from portfolio.models.project import Funding, OccupationShare, Project, ProjectPartner, Sector, StopCriterion
from portfolio.models.resilience import ResilienceRun

__all__ = [
    "Assessment",
    "Briefing",
    "BriefingState",
    "CalibrationAnswer",
    "CalibrationCase",
    "CriterionLevel",
    "DiaryEntry",
    "DiaryState",
    "Evaluation",
    "Forecast",
    "ForecastProbability",
    "Funding",
    "HistoryEntry",
    "House",
    "ImportDraft",
    "MailState",
    "Membership",
    "OccupationShare",
    "OutgoingMail",
    "PasswordLink",
    "Person",
    "Project",
    "ProjectPartner",
    "ResilienceRun",
    "RoundSnapshot",
    "ScoreSnapshot",
    "Sector",
    "Sending",
    "SignIn",
    "SignInAttempt",
    "StopCriterion",
    "StoredFile",
    "TalkNote",
    "metadata",
]
