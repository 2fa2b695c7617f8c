"""附件的定时任务。"""

from django.utils import timezone
from procrastinate.contrib.django import app

from lianxin.files import usecases


@app.periodic(cron="40 3 * * *")
@app.task(name="files.sweep", queueing_lock="files.sweep")
def sweep(**_moment: int) -> None:
    """清掉没人要的附件。"""
    usecases.sweep_loose(at=timezone.now())
