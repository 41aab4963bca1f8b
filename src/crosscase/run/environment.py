"""What a kernel needs so that it gives the same bytes on every run and machine."""

KERNEL_ENVIRONMENT = {
    "SOURCE_DATE_EPOCH": "1609459200",
    "PYTHONHASHSEED": "0",
    "TZ": "UTC",
    "LC_ALL": "C.UTF-8",
    "MPLBACKEND": "agg",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
    "PYTHONWARNINGS": "",
    "COLUMNS": "80",
    "LINES": "24",
    "JUPYTER_PLATFORM_DIRS": "1",
}
