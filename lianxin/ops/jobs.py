"""后台任务：把做到一半、没人管了的任务放回队里。"""

from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from lianxin.ops.worker import STALLED_SECONDS


@app.periodic(cron="* * * * *")
@app.task(name="ops.rescue", queueing_lock="ops.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001
    """每分钟一次：做任务的进程死了，它手上的任务重新排队。"""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # 同样的任务已经又排上了一个，这一个不必再做。
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
