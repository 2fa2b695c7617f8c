"""留痕的定时任务：十分钟封印一次，每夜从头到尾重算一遍。"""

from django.utils import timezone
from procrastinate.contrib.django import app

from lianxin.audit import seals, usecases


@app.periodic(cron="*/10 * * * *")
@app.task(name="audit.seal", queueing_lock="audit.seal")
def seal(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """封印最近的留痕。"""
    seals.seal_entries(at=timezone.now())


@app.periodic(cron="20 2 * * *")
@app.task(name="audit.check", queueing_lock="audit.check")
def check(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """封完全部留痕，再整链重算；对不上就报错。"""
    usecases.check_chain(at=timezone.now())
