"""Writes a table's records into other tables with boto3, as the dynamodb case does with its own client.

boto_writer.py URL TABLE CONCURRENCY reads the records of TABLE and prints how many there are. Then each line of standard input names a table: the
records are written into it by BatchWriteItem, 25 a request, in CONCURRENCY threads, and records a second are printed.
"""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
from botocore.config import Config


def records(client, table):
    for page in client.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            if item["SK"]["S"].startswith("OPERATION#"):
                yield item


def write(client, table, batch):
    left = client.batch_write_item(RequestItems={table: batch})["UnprocessedItems"]
    if left:
        raise RuntimeError(f"{table} left writes unprocessed")


def main(url, source, concurrency):
    client = boto3.client(
        "dynamodb",
        endpoint_url=url,
        region_name="eu-central-1",
        aws_access_key_id="111122223333",
        aws_secret_access_key="not-checked-here",
        config=Config(max_pool_connections=concurrency, retries={"mode": "standard"}, read_timeout=300),
    )
    items = sorted(records(client, source), key=lambda item: item["SK"]["S"])
    writes = [{"PutRequest": {"Item": item}} for item in items]
    batches = [writes[start : start + 25] for start in range(0, len(writes), 25)]
    print(len(writes), flush=True)
    with ThreadPoolExecutor(concurrency) as threads:
        for line in sys.stdin:
            start = time.perf_counter()
            for _ in threads.map(lambda batch: write(client, line.strip(), batch), batches):
                pass
            print(len(writes) / (time.perf_counter() - start), flush=True)


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
