require "vacation";
if not address :localpart :contains ["From", "Reply-To"] ["noreply", "no-reply"] {
  vacation :days 1 :from "\"Bob B.\" <bob@home.example>" :subject "Away"
    "I am on holiday.";
}
