require "fileinto";
if header :contains "Authentication-Results" "dmarc=pass" { fileinto "Verified"; }
