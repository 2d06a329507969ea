"""Runs a command line: one short function a command, exit status as in the contract."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from base.errors import AppError, Code
from cli import chasing, configuring, estimating, reconciling, show, territory, tracing
from cli.arguments import parser
from cli.opening import opened

DONE, FINDINGS, REFUSED = 0, 1, 2


def run(argv: Sequence[str]) -> int:
    """0 done; 1 done, but findings stop the report or some file was refused; 2 refused, nothing changed."""
    try:
        given = parser().parse_args(list(argv))
        if given.version:
            return _version()
        if given.self_check:
            return _self_check()
        if given.command is None:
            parser().print_help(sys.stderr)
            return REFUSED
        return _COMMANDS[given.command](given)
    except AppError as refusal:
        sys.stderr.write(f"{refusal.code.name}: {refusal}\n")
        return FINDINGS if refusal.code is Code.REPORT_NOT_READY else REFUSED


def _version() -> int:
    from office.office import VERSION

    show.line(f"Sổ Công Thương {VERSION}")
    return DONE


def _self_check() -> int:
    from office.installation import installed

    found = installed()
    show.lines(found.lines)
    if found.missing:
        raise AppError(Code.SELF_CHECK_FAILED, missing=", ".join(found.missing))
    return DONE


def _demo(given: argparse.Namespace) -> int:
    from office.sample import run_demo

    result = run_demo(given.out, tiers=given.tiers, progress=show.progress())
    show.demo(result, as_json=given.json)
    if given.open:
        show.open_folder(given.out)
    return DONE


def _units(given: argparse.Namespace) -> int:
    from base.units import load_units

    tree = load_units().as_of(given.on or date.today())
    show.units(tree.under(given.under) if given.under else tree.units, as_json=given.json)
    return DONE


def _forms(given: argparse.Namespace) -> int:
    from cli.catalogue import tell
    from forms.load import load_catalogue

    tell(load_catalogue(given.forms), as_json=given.json)
    return DONE


def _reports(given: argparse.Namespace) -> int:
    from consolidation.layout import layouts
    from office.figures.reporting import layouts as layouts_of
    from office.office import open_office

    if given.data is None:
        titles = {key: laid.title for key, laid in layouts().items()}
    else:
        with open_office(given.data) as office:
            titles = layouts_of(office)
    show.table(titles, as_json=given.json)
    return DONE


def _new(given: argparse.Namespace) -> int:
    from office.office import new_office, surroundings

    on = given.on or date.today()
    with new_office(
        given.data,
        given.unit,
        on=on,
        level=given.level,
        forms=given.forms,
        surroundings=surroundings(given.who),
    ) as office:
        told = {"unit": office.unit.code, "name": office.unit.name, "level": office.unit.level}
        show.done(f"Đã tạo tệp dữ liệu của {office.unit.name}.", told, as_json=given.json)
    return DONE


def _open_period(given: argparse.Namespace) -> int:
    from office.entering.entry import open_period

    with opened(given) as office:
        brought = open_period(office, given.period, carry_from=given.carry_from)
    carried = sum(brought.carried.values())
    words = f"Đã mở kỳ {given.period.label}." + (f" Đã chép sang {carried} bản ghi." if carried else "")
    show.done(words, {"period": given.period.label, "carried": brought.carried}, as_json=given.json)
    return DONE


def _template(given: argparse.Namespace) -> int:
    from office.entering.filling import template

    with opened(given) as office:
        template(office, given.period, given.form, given.out)
    show.done(f"Đã ghi biểu mẫu vào {given.out}.", {"file": str(given.out)}, as_json=given.json)
    return DONE


def _fill(given: argparse.Namespace) -> int:
    from office.entering.filling import fill

    results: list[Any] = []
    with opened(given) as office:
        for path in given.files:
            try:
                filled = fill(
                    office,
                    given.period,
                    path,
                    form_key=given.form,
                    dry_run=given.dry_run,
                    keep_drafts=given.keep_drafts,
                )
                results.append((path, filled, None))
            except AppError as refusal:
                if refusal.code in (Code.PERIOD_NOT_OPEN, Code.REPORT_CLOSED):
                    raise
                results.append((path, None, refusal))
    show.filled(results, dry_run=given.dry_run, as_json=given.json)
    good = [f for _, f, _ in results if f is not None and (f.taken or (given.dry_run and not f.refused))]
    if not good:
        raise AppError(Code.SHEETS_REFUSED, count=len(results))
    stopped = any(p.severity == "stop" for f in good for p in f.problems)
    return FINDINGS if stopped or len(good) < len(results) else DONE


def _nil(given: argparse.Namespace) -> int:
    from office.entering.entry import nil

    with opened(given) as office:
        nil(office, given.period, given.form)
    show.done("Đã ghi “Không phát sinh”.", {"form": given.form, "state": "nil"}, as_json=given.json)
    return DONE


def _note(given: argparse.Namespace) -> int:
    from office.entering.entry import note

    with opened(given) as office:
        note(office, given.period, given.form, given.record, given.field, given.text)
    told = {"form": given.form, "record_id": given.record, "field": given.field}
    show.done("Đã ghi lời giải thích.", told, as_json=given.json)
    return DONE


def _check(given: argparse.Namespace) -> int:
    from office.entering.checking import check

    with opened(given) as office:
        found = check(office, given.period)
    show.problems(found, as_json=given.json)
    return FINDINGS if any(p.severity in ("stop", "ask") for p in found) else DONE


def _undo(given: argparse.Namespace) -> int:
    from office.entering.undoing import undo

    with opened(given) as office:
        line = undo(office)
    show.done(
        f"Đã hoàn tác thao tác số {line.seq}.", {"undone": line.seq, "act": line.act}, as_json=given.json
    )
    return DONE


def _submit(given: argparse.Namespace) -> int:
    from office.sending.submitting import submit

    with opened(given) as office:
        if given.on_behalf:
            from office.entering import behalf

            sent, _ = behalf.submit(office, given.period, given.out, kind=given.kind, note=given.note)
        else:
            sent = submit(
                office,
                given.period,
                given.out,
                kind=given.kind,
                note=given.note,
                totals_only=given.totals,
            )
    told = {
        "file": str(sent.path),
        "version": sent.version,
        "hash": sent.hash,
        "fingerprint": sent.fingerprint,
    }
    words = f"Đã ghi báo cáo kỳ {given.period.label}, bản số {sent.version}, mã kiểm tra {sent.fingerprint}."
    show.done(words, told, as_json=given.json)
    return DONE


def _receive(given: argparse.Namespace) -> int:
    from office.receiving.receipts import folder_for, write_receipts
    from office.receiving.receiving import files_in, receive

    remade = [reconciling.receive_one(given)] if given.take_edits or given.rebuild else None
    with opened(given) as office:
        folder = folder_for(given.receipts) if given.receipts else None
        receipts = remade or receive(office, files_in(given.paths), progress=show.progress())
        show.receipts(receipts, as_json=given.json)
        refused = sum(r.answer == "refused" for r in receipts)
        if folder is not None:
            try:
                write_receipts(office, receipts, folder)
            except AppError as refusal:  # what was received stays received
                sys.stderr.write(f"{refusal.code.name}: {refusal}\n")
                return REFUSED if refused == len(receipts) else FINDINGS
    return DONE if not refused else REFUSED if refused == len(receipts) else FINDINGS


def _approve(given: argparse.Namespace) -> int:
    from office.receiving.receipts import folder_for, write_answers
    from office.receiving.receiving import approve_each

    if given.all == bool(given.units):
        raise AppError(Code.USAGE, why="ghi mã các đơn vị, hoặc --all")
    with opened(given) as office:
        folder = folder_for(given.receipts) if given.receipts else None
        found = approve_each(office, given.period, None if given.all else given.units)
        told: dict[str, object] = {"approved": [unit.code for unit in found.units]}
        if folder is not None:
            written = write_answers(office, given.period, folder, [unit.code for unit in found.units])
            told["receipts"] = [str(path) for path in written]
    if found.left and not found.units and not given.all:
        for one in found.left:
            sys.stderr.write(f"{one.why.code.name}: {one.why}\n")
        return REFUSED
    show.approved(found, told, as_json=given.json)
    return FINDINGS if found.left and not given.all else DONE


def _judge(given: argparse.Namespace) -> int:
    from office.receiving import receiving

    act = {"exclude": receiving.exclude, "reopen": receiving.reopen}[given.command]
    words = {"exclude": "Đã ghi không tổng hợp", "reopen": "Đã mở lại"}[given.command]
    with opened(given) as office:
        unit = act(office, given.period, given.unit, reason=given.reason)
    show.done(f"{words}: {unit.name}.", {"unit": unit.code, "act": given.command}, as_json=given.json)
    return DONE


def _resolve(given: argparse.Namespace) -> int:
    from office.receiving.receiving import resolve

    with opened(given) as office:
        unit = resolve(office, given.period, given.unit, given.take, reason=given.reason)
    show.done(f"Đã chọn tệp của {unit.name}.", {"unit": unit.code, "taken": given.take}, as_json=given.json)
    return DONE


def _status(given: argparse.Namespace) -> int:
    from office.agenda.timeliness import owed, own_due
    from office.receiving.receiving import status

    with opened(given) as office:
        dues = {one.unit.key: one for one in [own_due(office, given.period), *owed(office, given.period)]}
        show.status(status(office, given.period), dues, as_json=given.json)
    return DONE


def _consolidate(given: argparse.Namespace) -> int:
    from office.figures import figures, reporting
    from office.territory import today

    with opened(given) as office:
        if given.out is not None:
            layout = reporting.DEFAULT_LAYOUT
            reporting.report(office, given.period, layout, given.out, as_of=given.as_of, level=given.level)
            show.done(f"Đã ghi bảng tổng hợp vào {given.out}.", {"file": str(given.out)}, as_json=given.json)
            return DONE
        found = figures.only(today.consolidate(office, given.period, given.as_of), given.level)
    show.consolidated(found, as_of=given.as_of, each=bool(given.level), as_json=given.json)
    return DONE


def _report(given: argparse.Namespace) -> int:
    from office.figures.reporting import report, retitle

    with opened(given) as office:
        if given.title is not None:
            retitle(office, given.layout, given.title)
        where = {"as_of": given.as_of, "base_year": given.base_year}
        report(office, given.period, given.layout, given.out, **where)
    show.done(f"Đã ghi báo cáo vào {given.out}.", {"file": str(given.out)}, as_json=given.json)
    return DONE


def _chart(given: argparse.Namespace) -> int:
    from office.figures.charting import chart

    with opened(given) as office:
        chart(
            office,
            given.period,
            given.indicator,
            given.out,
            kind=given.kind,
            by=given.by,
            as_of=given.as_of,
        )
    show.done(f"Đã vẽ biểu đồ vào {given.out}.", {"file": str(given.out)}, as_json=given.json)
    return DONE


def _audit(given: argparse.Namespace) -> int:
    from office.keeping import audit, broken_link

    with opened(given) as office:
        broken = broken_link(office) if given.verify else None
        show.audit(audit(office), verified=given.verify, broken=broken, as_json=given.json)
    return DONE if broken is None else FINDINGS


def _backup(given: argparse.Namespace) -> int:
    from office.keeping import backup

    with opened(given) as office:
        backup(office, given.out)
    show.done(f"Đã sao lưu vào {given.out}.", {"file": str(given.out)}, as_json=given.json)
    return DONE


def _restore(given: argparse.Namespace) -> int:
    from office.keeping import restore

    with opened(given) as office:
        kept = restore(office, given.file)
    words = f"Đã khôi phục. Dữ liệu trước đó được giữ ở {kept.name}."
    show.done(words, {"kept": kept.name}, as_json=given.json)
    return DONE


_COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "demo": _demo,
    "units": _units,
    "forms": _forms,
    "reports": _reports,
    "new": _new,
    "open-period": _open_period,
    "template": _template,
    "fill": _fill,
    "nil": _nil,
    "note": _note,
    "check": _check,
    "undo": _undo,
    "submit": _submit,
    "receive": _receive,
    "approve": _approve,
    "exclude": _judge,
    "reopen": _judge,
    "resolve": _resolve,
    "status": _status,
    "consolidate": _consolidate,
    "report": _report,
    "chart": _chart,
    "audit": _audit,
    "backup": _backup,
    "restore": _restore,
    "trace": tracing.trace,
    "estimates": estimating.estimates,
    "compare": reconciling.compare,
    **configuring.COMMANDS,
    **territory.COMMANDS,
    **chasing.COMMANDS,
}
