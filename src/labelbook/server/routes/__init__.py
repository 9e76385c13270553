"""The routes, a file for each room; ROUTERS lists them for the application and its schema."""

from __future__ import annotations

from fastapi import APIRouter

from labelbook.server.routes import (
    canvas,
    classes,
    columns,
    computed,
    discuss,
    discuss_rules,
    discuss_votes,
    evaluate,
    exchange,
    exchange_import,
    expert,
    grow,
    grow_candidates,
    host,
    issues,
    jobs,
    maps,
    report,
    review,
    unlabelled,
)

ROUTERS: tuple[APIRouter, ...] = (
    review.router,
    classes.router,
    columns.router,
    computed.router,
    maps.router,
    issues.router,
    evaluate.router,
    unlabelled.router,
    grow.router,
    grow_candidates.router,
    canvas.router,
    discuss.router,
    discuss_rules.router,
    discuss_votes.router,
    expert.router,
    exchange.router,
    exchange_import.router,
    report.router,
    jobs.router,
    host.router,
)
