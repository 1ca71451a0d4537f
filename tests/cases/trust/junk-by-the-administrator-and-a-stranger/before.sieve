require "fileinto"; fileinto "Junk";
