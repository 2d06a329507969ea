@echo off
rem Called by run.bat and test.bat: makes .venv and installs what a lock file names, once.
rem Everything it says goes to standard error, so that what a command prints stays clean.
set "house=%~dp0.."
set "python=%house%\.venv\Scripts\python.exe"
set "installed=%house%\.venv\%1.installed"
fc /b "%house%\%1" "%installed%" >nul 2>nul
if %errorlevel%==0 if exist "%python%" if exist "%installed%" exit /b 0

chcp 65001 >nul
set "python311="
python -c "import sys; sys.exit(sys.version_info[:2] != (3, 11))" >nul 2>nul
if %errorlevel%==0 set "python311=python"
py -3.11 -c "" >nul 2>nul
if %errorlevel%==0 set "python311=py -3.11"
if not defined python311 (
    echo Chưa có Python 3.11. Hãy cài Python 3.11 từ trang python.org rồi chạy lại lệnh này.>&2
    exit /b 2
)
echo Đang cài các thư viện trong %1, chỉ lần đầu, vài phút …>&2
if not exist "%python%" %python311% -m venv "%house%\.venv" >&2
del /q "%house%\.venv\*.installed" >nul 2>nul
"%python%" -m pip install -qq --disable-pip-version-check --require-hashes --requirement "%house%\%1" >&2
if not %errorlevel%==0 (
    echo Chưa cài được thư viện. Hãy kiểm tra mạng rồi chạy lại lệnh này.>&2
    exit /b 2
)
copy /y "%house%\%1" "%installed%" >nul
rem The development lock holds every pin of the other one.
copy /y "%house%\requirements.lock" "%house%\.venv\requirements.lock.installed" >nul
exit /b 0
