@echo off
rem Sends a file into the inbox: drop it onto this one. HOST is the name in %USERPROFILE%\.ssh\config.
chcp 65001 >nul
setlocal
set "HOST=xa"
if "%~1"=="" (
    echo Hãy kéo một tệp thả lên biểu tượng này.
    pause
    exit /b 1
)
ssh %HOST% "inbox put '%~nx1'" < "%~1"
if errorlevel 1 echo Chưa gửi được, xem dòng trên.
pause
