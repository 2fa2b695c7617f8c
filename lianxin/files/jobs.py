"""附件的定时任务。"""

from django.utils import timezone
from procrastinate.contrib.django import app

from lianxin.files import usecases
from lianxin.kernel.actors import SYSTEM


@app.periodic(cron="40 3 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """清掉没人要的附件。"""
    usecases.sweep_loose(at=timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="files.scan", queueing_lock="files.scan")
def scan(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """查毒程序停着时收下的附件，补查一遍。"""
    usecases.scan_waiting(actor=SYSTEM, at=timezone.now())
