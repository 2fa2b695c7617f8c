"""对外 JSON 接口：与 OpenAPI 快照一致，错误一律 problem+json。"""
