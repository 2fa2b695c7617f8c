"""后台任务：每十分钟巡查一遍，每天夜里核验一次。"""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from lianxin.casework.queries import neglected_cases
from lianxin.casework.usecases import sweep

log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *")
@app.task(name="casework.sweep", queueing_lock="casework.sweep")
def sweep_now(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """巡查：提醒、升级、到期自动走一步。"""
    sweep(at=timezone.now())


@app.periodic(cron="30 2 * * *")
@app.task(name="casework.prove", queueing_lock="casework.prove")
def prove_cared_for(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """夜间核验：不该有没人管的办件。"""
    if left := neglected_cases():
        log.error("neglected cases: %s", left)
