# 连心桥的全部动作；只敲 make 就列出来。每个动作都要有一句说明（有测试把守）。

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; \
	done)
BIN := .venv/bin
SETUP := $(if $(PYTHON),$(PYTHON) .ci/setup.py,echo '✗ 需要 Python 3.11 以上' >&2; exit 1;)

# 环境里若关掉了字节码缓存，每次启动都要多等几秒；这里一律打开。
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run demo test quick ci bench shots rules rows lint types lock

help: ## 列出全部动作
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## 备好开发环境：依赖、页面零件、浏览器、git 钩子；第二次只要几秒
	@$(SETUP) dev

run: ## 启动本机服务（网页、后台任务、数据库），Ctrl-C 停止
	@$(SETUP) base
	@exec $(BIN)/lianxin up

demo: ## 一条命令看演示：备好一切，装上演示数据，打印各种身份的登录方式
	@$(SETUP) base
	@exec $(BIN)/lianxin demo

test: ci ## 备好一切，跑完全部检查与测试

ci: setup ## 与持续集成完全相同的一趟
	@$(BIN)/python .ci/steps.py ci

quick: ## 改完随手查：写法、层次、类型、改过的模块的测试
	@$(SETUP) dev
	@$(BIN)/python .ci/steps.py quick

lint: ## 只查写法、排版与层次
	@$(SETUP) dev
	@$(BIN)/python .ci/steps.py lint

types: ## 只查类型
	@$(SETUP) dev
	@$(BIN)/python .ci/steps.py types

rules: ## 把测试的说明按模块印成规矩手册，给人大工作人员核对
	@$(SETUP) base
	@$(BIN)/python -m tests.plugins.rulebook

rows: ## 使命清单每一行有没有测试证明，结果在 build/rows.json
	@$(SETUP) dev
	@$(BIN)/pytest --rows -m row -p no:randomly

shots: ## 给各个页面拍照，存到 docs/shots
	@$(SETUP) dev
	@$(BIN)/python -m tests.shots

bench: ## 测快慢：与裸框架、纯 SQL 比
	@$(SETUP) dev
	@$(BIN)/python -m bench

lock: ## 重新锁定依赖的版本与哈希
	@$(SETUP) dev
	cd requirements && for name in base dev node; do \
		../$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --python-version 3.11 $$name.in -o $$name.txt || exit 1; \
	done
