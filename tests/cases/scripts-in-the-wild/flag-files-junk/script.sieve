require "fileinto";
fileinto "Shops";
