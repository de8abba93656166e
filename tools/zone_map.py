#!/usr/bin/python3
raise SystemExit("zone map generator comes with the sms room")
