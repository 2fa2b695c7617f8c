"""导入的后台任务：核对、真导，每夜抹去放久了的表。"""

from django.utils import timezone
from procrastinate.contrib.django import app

from lianxin.exchange import usecases


@app.task(name="exchange.check")
def check(run_id: int) -> None:
    """核对一份大表。"""
    usecases.check_run(run_id=run_id, at=timezone.now())


@app.task(name="exchange.perform")
def perform(run_id: int) -> None:
    """导一份表。"""
    usecases.perform_run(run_id=run_id, at=timezone.now())


@app.periodic(cron="10 4 * * *")
@app.task(name="exchange.sweep", queueing_lock="exchange.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """放满七日的表抹去内容。"""
    usecases.sweep_kept(at=timezone.now())
