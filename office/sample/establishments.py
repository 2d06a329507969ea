"""Establishments of a commune and their workers: one record each in both forms, under the same id."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Literal

from base.numbers import MARK_NOT_COLLECTED
from forms.spec import Form, Record
from office.sample.declared import Large, Trade, load_trades
from office.sample.making import Commune, Told, percent_of, record, tenths
from office.sample.spread import chosen, shared
from office.sample.tax_codes import HOUSEHOLD, ORGANISATION, personal_number, tax_code

Group = Literal["company", "cooperative", "group", "registered", "unregistered"]
_COMPANIES = {"llc_one": 45, "llc_more": 20, "joint_stock": 6, "private": 29}
_PREFIXES = {
    "llc_one": "Công ty TNHH MTV",
    "llc_more": "Công ty TNHH",
    "joint_stock": "Công ty cổ phần",
    "private": "Doanh nghiệp tư nhân",
    "cooperative": "Hợp tác xã",
}
_FORMS: dict[Group, str] = {
    "cooperative": "cooperative",
    "group": "cooperative_group",
    "registered": "household",
    "unregistered": "unregistered",
}
_LEAST = {"company": 2, "cooperative": 4, "group": 3, "registered": 1, "unregistered": 1}
_USUAL = {"company": 24, "cooperative": 10, "group": 8, "registered": 4, "unregistered": 2}
_LOST_PAPERS = "Giấy đăng ký bị thất lạc, chủ cơ sở đang đề nghị cấp lại."
_RENEWING = "Đã nộp hồ sơ đề nghị cấp lại, đang chờ thẩm định."


@dataclass(frozen=True, slots=True)
class _Draft:
    """An establishment before it has numbers."""

    group: Group
    form: str
    trade: Trade
    name: str
    hamlet: str
    status: Literal["active", "suspended", "closed"] = "active"
    large: Large | None = None


@dataclass(frozen=True, slots=True)
class _Size:
    """Its part of the commune's totals; output in tenths of a million đồng."""

    workers: int
    output: int


def establishments(c: Commune, form: Form, workers_form: Form) -> tuple[list[Record], list[Record]]:
    """The records of both forms, companies first."""
    rng = c.chance("establishments")
    drafts = _drafts(c, rng)
    made = []
    for number, (draft, size) in enumerate(zip(drafts, _sizes(c, drafts, rng), strict=True), 1):
        record_id = c.new_id()
        answers, notes = _answers(c, draft, size, number=number, rng=rng)
        told, marks = _worker_answers(draft, size, rng)
        made.append(
            (
                record(form, record_id, answers, notes=notes),
                record(workers_form, record_id, told, marks=marks),
            )
        )
    return [one for one, _ in made], [workers for _, workers in made]


def _drafts(c: Commune, rng: Random) -> list[_Draft]:
    share = c.plan.industry
    trades = load_trades()
    drafts = [
        _Draft("company", one.form, trades[one.trade], one.name, c.names.hamlet(), large=one)
        for one in share.large
        if c.names.is_new(one.name)
    ]
    craft = rng.choices(list(trades.values()), [trade.weight for trade in trades.values()])[0]
    counts: dict[Group, int] = {
        "company": share.enterprises,
        "cooperative": share.cooperatives,
        "group": share.groups,
        "registered": share.registered,
        "unregistered": share.unregistered,
    }
    for group, count in counts.items():
        for trade in rng.choices(*_usual_trades(c, group, craft), k=count):
            drafts.append(_draft(c, group, trade, rng))
    return _with_stopped(c, drafts, rng)


def _usual_trades(c: Commune, group: Group, craft: Trade) -> tuple[list[Trade], list[int]]:
    """The trades with their weights here: one of them is the commune's own craft."""
    trades = list(load_trades().values())
    if group in ("company", "cooperative"):
        return trades, [trade.company_weight for trade in trades]
    place = [trade.urban if c.plan.urban else 100 for trade in trades]
    own = [7 if trade is craft else 1 for trade in trades]
    return trades, [trade.weight * p * o for trade, p, o in zip(trades, place, own, strict=True)]


def _draft(c: Commune, group: Group, trade: Trade, rng: Random) -> _Draft:
    form = _FORMS.get(group) or rng.choices(list(_COMPANIES), list(_COMPANIES.values()))[0]
    hamlet = c.names.hamlet()

    def name() -> str:
        if form in _PREFIXES:
            return f"{_PREFIXES[form]} {trade.company} {c.names.brand()}"
        if group == "group":
            return f"Tổ hợp tác {trade.company.lower()} {c.names.brand()}"
        if group == "unregistered" and rng.random() < 0.55:
            return c.names.person()
        return f"{trade.sign} {c.names.call()}"

    return _Draft(group, form, trade, c.names.once(name), hamlet)


def _with_stopped(c: Commune, drafts: list[_Draft], rng: Random) -> list[_Draft]:
    """Some households pause; others, beyond those that are counted, closed during the year."""
    share = c.plan.industry
    households = [n for n, draft in enumerate(drafts) if draft.group in ("registered", "unregistered")]
    paused = chosen(rng, households, share.suspended)
    drafts = [_stopped(d, "suspended") if n in paused else d for n, d in enumerate(drafts)]
    for trade in rng.choices(*_usual_trades(c, "unregistered", drafts[-1].trade), k=share.closed):
        drafts.append(_stopped(_draft(c, "unregistered", trade, rng), "closed"))
    return drafts


def _stopped(draft: _Draft, status: Literal["suspended", "closed"]) -> _Draft:
    return _Draft(draft.group, draft.form, draft.trade, draft.name, draft.hamlet, status)


def _sizes(c: Commune, drafts: Sequence[_Draft], rng: Random) -> list[_Size]:
    """Workers and output of each; those that stopped have no workers and little output."""
    others = [draft for draft in drafts if draft.large is None]
    least = [_LEAST[draft.group] if draft.status == "active" else 0 for draft in others]
    usual = [
        _USUAL[draft.group] * rng.randint(20, 180) if draft.status == "active" else 0 for draft in others
    ]
    more = shared(c.plan.industry.workers - sum(least), usual)
    workers = [floor + part for floor, part in zip(least, more, strict=True)]
    weights = [
        max(10 * count, 1)
        * draft.trade.productivity
        * (3 if draft.group == "company" else 1)
        * rng.randint(60, 140)
        for count, draft in zip(workers, others, strict=True)
    ]
    output = shared(c.plan.industry.output, weights)
    rest = iter(zip(workers, output, strict=True))
    return [
        _Size(draft.large.workers, 10 * draft.large.output) if draft.large else _Size(*next(rest))
        for draft in drafts
    ]


def _answers(
    c: Commune, draft: _Draft, size: _Size, *, number: int, rng: Random
) -> tuple[dict[str, Told], dict[str, str]]:
    answers: dict[str, Told] = {
        "name": draft.name,
        "legal_form": draft.form,
        "local_group": draft.trade.group,
        "hamlet": draft.hamlet,
        "status": draft.status,
        "main_product": draft.trade.product,
        "source": "declared" if draft.group == "company" or rng.random() < 0.6 else "estimate",
    }
    sample = c.plan.sample
    if draft.trade.vsic:
        answers |= {"vsic_version": sample.vsic, "vsic_code": draft.trade.vsic[sample.vsic]}
    notes: dict[str, str] = {}
    _register(c, draft, answers, notes, number=number, rng=rng)
    _describe(c, draft, answers, rng)
    _certify(c, draft, answers, notes, rng)
    _earn(c, draft, size, answers, rng)
    return answers, notes


def _register(
    c: Commune, draft: _Draft, answers: dict[str, Told], notes: dict[str, str], *, number: int, rng: Random
) -> None:
    """Tax code and business registration; a company's is the same number."""
    commune = c.plan.number
    start = rng.randint(1996 if draft.form in _PREFIXES else 1986, c.year)
    answers["start_year"] = start
    if draft.form in _PREFIXES:
        code = tax_code(ORGANISATION, commune, number)
        given = date(start, rng.randint(1, 11), rng.randint(1, 28)).isoformat()
        answers |= {"tax_code": code, "biz_reg_no": code, "biz_reg_date": given}
        if draft.group == "company":
            country = draft.large.country if draft.large else ""
            answers |= {"is_fdi": bool(country), "fdi_country": country or None}
    elif draft.group == "registered":
        personal = "2025" in c.plan.sample.vsic
        code = personal_number(commune, number) if personal else tax_code(HOUSEHOLD, commune, number)
        if rng.random() < 0.85:
            answers["tax_code"] = code
        if rng.random() < 0.008:
            notes["biz_reg_no"] = _LOST_PAPERS
        else:
            answers["biz_reg_no"] = f"00A8{commune:03d}{number:03d}"
    if draft.status == "closed":
        answers["end_date"] = date(c.year, rng.randint(2, 10), rng.randint(1, 28)).isoformat()
        answers["start_year"] = min(start, c.year - 1)


def _describe(c: Commune, draft: _Draft, answers: dict[str, Told], rng: Random) -> None:
    """Place, dangers, machines."""
    company = draft.group == "company"
    square_metres = rng.randint(800, 12_000) if company else rng.randint(40, 900)
    if draft.large:
        square_metres *= 12
    residential = rng.random() < (0.25 if company else 0.72)
    pollutes = draft.trade.polluting and rng.random() < 0.45
    answers |= {
        "area_ha": Decimal(square_metres) / 10_000,
        "in_residential": residential,
        "pollution_risk": pollutes,
        "relocation_planned": residential and pollutes and rng.random() < 0.3,
    }
    if rng.random() < 0.92:
        answers["uses_modern_tech"] = bool(draft.large) or rng.random() < (0.74 if company else 0.18)


def _certify(c: Commune, draft: _Draft, answers: dict[str, Told], notes: dict[str, str], rng: Random) -> None:
    """The food safety certificate, good for three years; here and there one that has run out, with its reason."""
    if not draft.trade.food or draft.group == "unregistered" or rng.random() > 0.6:
        return
    start = int(str(answers["start_year"]))
    expired = draft.status == "active" and start <= c.year - 3 and rng.random() < 0.02
    given = c.year - 3 if expired else max(start, c.year - rng.randint(0, 2))
    answers["fs_cert_no"] = f"{rng.randint(1, 480):03d}/{given}/ATTP"
    answers["fs_cert_expiry"] = date(given + 3, rng.randint(1, 11), rng.randint(1, 28)).isoformat()
    if expired:
        notes["fs_cert_expiry"] = _RENEWING


def _earn(c: Commune, draft: _Draft, size: _Size, answers: dict[str, Told], rng: Random) -> None:
    """Capital, output, revenue, taxes, in tenths of a million đồng."""
    company = draft.group == "company"
    revenue = percent_of(size.output, rng, 92, 118)
    capital = size.output * 3 // 10 if draft.large else 10 * max(size.workers, 1) * rng.randint(14, 90)
    answers |= {
        "capital_total": tenths(capital * (4 if company and not draft.large else 1)),
        "output_current": tenths(size.output),
        "output_constant": tenths(size.output * 100 // rng.randint(132, 165)),
        "price_base": c.plan.sample.price_base,
        "revenue": tenths(revenue),
        "tax_paid": tenths(
            revenue * rng.randint(8, 35) // 1000 if company else revenue * rng.randint(0, 9) // 1000
        ),
    }
    if company:
        answers["kwh"] = size.output * rng.randint(14, 42) // 10
    if draft.large and draft.large.export:
        answers["export_usd"] = draft.large.export
    quantity = size.output * 100 // draft.trade.price if draft.trade.price else 0
    if quantity and (company or rng.random() < 0.5):
        answers |= {"output_qty": quantity, "output_unit": draft.trade.unit}


def _worker_answers(draft: _Draft, size: _Size, rng: Random) -> tuple[dict[str, Told], dict[str, str]]:
    total, company = size.workers, draft.group == "company"
    usual_female = draft.trade.female
    contract = percent_of(total, rng, 70, 100) if company else percent_of(total, rng, 0, 20)
    trained = percent_of(total, rng, 60, 92) if company else percent_of(total, rng, 25, 65)
    seasonal = percent_of(total, rng, 0, 12) if company else percent_of(total, rng, 0, 35)
    answers: dict[str, Told] = {
        "workers_total": total,
        "workers_female": percent_of(total, rng, max(usual_female - 12, 0), min(usual_female + 12, 100)),
        "workers_local": percent_of(total, rng, *((25, 55) if draft.large else (65, 100))),
        "workers_contract": contract,
        "workers_insured": percent_of(contract, rng, 78, 100)
        if company
        else percent_of(contract, rng, 0, 60),
        "workers_regular": total - seasonal,
        "workers_seasonal": seasonal,
        "workers_family": _family(draft, total, rng),
        "workers_trained": trained,
        "workers_certified": percent_of(trained, rng, 15, 60),
        "workers_minority": percent_of(total, rng, 5, 45),
        "workers_poor": percent_of(total, rng, 0, 7),
    }
    if not total:
        return answers, {}
    if draft.group == "unregistered" and rng.random() < 0.01:
        return answers, {"wage_fund": MARK_NOT_COLLECTED}
    months = 12 if company else rng.randint(8, 12)
    monthly = rng.randint(48, 92) if company else rng.randint(30, 62)
    return answers | {"wage_months": months, "wage_fund": tenths(total * months * monthly)}, {}


def _family(draft: _Draft, total: int, rng: Random) -> int:
    """Only households and private enterprises work with their families."""
    if draft.group in ("registered", "unregistered"):
        return min(total, rng.randint(1, 3))
    return min(total, rng.randint(0, 2)) if draft.form in ("private", "cooperative_group") else 0
