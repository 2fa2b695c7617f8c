"""活动的后台任务：每天早上看一遍频次，窗口快满还不够的提醒。"""

from django.utils import timezone
from procrastinate.contrib.django import app

from lianxin.activities.usecases.cadence import warn_cadences
from lianxin.kernel.actors import SYSTEM


@app.periodic(cron="20 8 * * *")
@app.task(name="activities.warn_cadences", queueing_lock="activities.warn_cadences")
def warn(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """频次提醒；一个窗口一个人只一条。"""
    warn_cadences(actor=SYSTEM, at=timezone.now())
