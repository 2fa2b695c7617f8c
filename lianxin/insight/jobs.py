"""数字的定时任务：一分钟并一次增减，每夜拿记录核对一遍。"""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from lianxin.insight import usecases
from lianxin.kernel.actors import SYSTEM

log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="insight.fold", queueing_lock="insight.fold")
def fold(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """把增减并进合计。"""
    usecases.fold()


@app.periodic(cron="50 2 * * *")
@app.task(name="insight.reconcile", queueing_lock="insight.reconcile")
def reconcile(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """拿记录核对合计；对不上就报错。"""
    if found := usecases.reconcile(actor=SYSTEM, at=timezone.now()):
        log.error("tallies differ from records cells=%s", len(found))


@app.task(name="insight.report")
def report(run_id: int) -> None:
    """做一份办理情况报告。"""
    usecases.perform_report(run_id=run_id, at=timezone.now())


@app.periodic(cron="20 4 * * *")
@app.task(name="insight.sweep_reports", queueing_lock="insight.sweep_reports")
def sweep_reports(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """放满七日的报告文件抹去。"""
    usecases.sweep_reports(actor=SYSTEM, at=timezone.now())
