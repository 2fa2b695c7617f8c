"""身份的定时任务：每夜抹除到期的联系方式，清理旧的幂等记录。"""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from lianxin.access.usecases import contacts, idempotency

KEEP_CALLS = timedelta(days=30)


@app.periodic(cron="40 3 * * *")
@app.task(name="access.erase_expired", queueing_lock="access.erase_expired")
def erase_expired(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """抹除保存期满的联系方式。"""
    contacts.erase_expired(at=timezone.now())


@app.periodic(cron="50 3 * * *")
@app.task(name="access.forget_calls", queueing_lock="access.forget_calls")
def forget_calls(timestamp: int) -> None:  # noqa: ARG001 （定时任务的规定参数）
    """清理一个月以前的幂等记录。"""
    idempotency.forget_calls(before=timezone.now() - KEEP_CALLS)
