@echo off
rem Starts So Cong Thuong: "run" opens the window, "run demo OUT" works without one. The first start installs.
setlocal
set PYTHONUTF8=1
call "%~dp0tools\setup.bat" requirements.lock
if not %errorlevel%==0 exit /b 2
"%python%" "%~dp0main.py" %*
exit /b %errorlevel%
