require "fileinto";
if header :is "X-Spam-Flag" "NO" { fileinto "Forged"; }
if header :is "X-Spam-Flag" "YES" { fileinto "Flagged"; }
