"""The tables. Importing this package registers all of them with `metadata`."""

from portfolio.models.base import metadata
from portfolio.models.bond import (
    Bond,
    BondContract,
    BondEntry,
    BondPosting,
    BondPostingKind,
    BondTranche,
    BondVersion,
    TrancheHolder,
)
from portfolio.models.briefing import Briefing, BriefingState, StoredFile
from portfolio.models.calibration import CalibrationAnswer, CalibrationCase, CalibrationDraft
from portfolio.models.contract import (
    Contract,
    ContractVersion,
    LedgerPosting,
    LineKind,
    OutcomeClaim,
    OutcomeCorrection,
    OutcomeVerification,
    PaymentLine,
    PostingKind,
)
from portfolio.models.decision import BoardDecision, Outcome
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
from portfolio.models.paper import BookState, BriefingProof, Paper, ProjectBook
from portfolio.models.person import Membership, PasswordLink, Person, SignIn, SignInAttempt
from portfolio.models.project import Funding, OccupationShare, Project, ProjectPartner, Sector, StopCriterion
from portfolio.models.register import RegisterDefect, RegisterRow, RegisterTable
from portfolio.models.resilience import ResilienceRun
from portfolio.models.robustness import RobustnessRun
from portfolio.models.scenario import HouseScenario
from portfolio.models.signal import Signal, SignalFeed, SignalOrigin, SignalRun, SignalState
from portfolio.models.weighting import WeightAgreement

__all__ = [
    "Assessment",
    "BoardDecision",
    "Bond",
    "BondContract",
    "BondEntry",
    "BondPosting",
    "BondPostingKind",
    "BondTranche",
    "BondVersion",
    "BookState",
    "Briefing",
    "BriefingProof",
    "BriefingState",
    "CalibrationAnswer",
    "CalibrationCase",
    "CalibrationDraft",
    "Contract",
    "ContractVersion",
    "CriterionLevel",
    "DiaryEntry",
    "DiaryState",
    "Evaluation",
    "Forecast",
    "ForecastProbability",
    "Funding",
    "HistoryEntry",
    "House",
    "HouseScenario",
    "ImportDraft",
    "LedgerPosting",
    "LineKind",
    "MailState",
    "Membership",
    "OccupationShare",
    "Outcome",
    "OutcomeClaim",
    "OutcomeCorrection",
    "OutcomeVerification",
    "OutgoingMail",
    "Paper",
    "PasswordLink",
    "PaymentLine",
    "Person",
    "PostingKind",
    "Project",
    "ProjectBook",
    "ProjectPartner",
    "RegisterDefect",
    "RegisterRow",
    "RegisterTable",
    "ResilienceRun",
    "RobustnessRun",
    "RoundSnapshot",
    "ScoreSnapshot",
    "Sector",
    "Sending",
    "SignIn",
    "SignInAttempt",
    "Signal",
    "SignalFeed",
    "SignalOrigin",
    "SignalRun",
    "SignalState",
    "StopCriterion",
    "StoredFile",
    "TalkNote",
    "TrancheHolder",
    "WeightAgreement",
    "metadata",
]
