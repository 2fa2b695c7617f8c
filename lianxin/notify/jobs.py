"""消息的后台任务：每分钟取新事、分下去、装成份；送的一批一个任务。"""

from django.utils import timezone
from procrastinate.contrib.django import app

from lianxin.kernel.actors import SYSTEM
from lianxin.notify import usecases

#: 一次最多跑几批，剩下的下一分钟接着做。
MOST_BATCHES = 200


@app.periodic(cron="* * * * *")
@app.task(name="notify.run", queueing_lock="notify.run")
def run(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """取新事、分到各人、装成份；没有就什么也不做。"""
    for step in (usecases.gather, usecases.spread, usecases.pack):
        for _ in range(MOST_BATCHES):
            if not step(actor=SYSTEM, at=timezone.now()):
                break


@app.task(name="notify.deliver")
def deliver(ids: list[int]) -> None:
    """送这几份。"""
    usecases.deliver(ids=ids, actor=SYSTEM, at=timezone.now())
