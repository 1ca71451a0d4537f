require "fileinto";
if header :contains "X-Spam-Level" "*****" {
    fileinto "Suspects";
    stop;
}
