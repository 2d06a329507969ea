@echo off
rem All checks: test; some tests: test tests\unit -k price; the speed measurements: test bench.
setlocal
set PYTHONUTF8=1
call "%~dp0tools\setup.bat" requirements-dev.lock
if not %errorlevel%==0 exit /b 2
cd /d "%~dp0"

if "%1"=="bench" (
    "%python%" -m pytest --override-ini addopts=--import-mode=importlib tests\bench
    exit /b
)

set "failed="
echo == ruff check
"%python%" -m ruff check .
if errorlevel 1 set "failed=%failed% [ruff check]"
echo == ruff format
"%python%" -m ruff format --check .
if errorlevel 1 set "failed=%failed% [ruff format]"
echo == import-linter
.venv\Scripts\lint-imports --no-logo
if errorlevel 1 set "failed=%failed% [import-linter]"
echo == mypy
"%python%" -m mypy
if errorlevel 1 set "failed=%failed% [mypy]"
echo == pytest
"%python%" -m pytest %*
if errorlevel 1 set "failed=%failed% [pytest]"

if defined failed (
    echo FAILED:%failed%
    exit /b 1
)
exit /b 0
