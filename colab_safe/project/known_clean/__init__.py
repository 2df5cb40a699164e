"""What earlier runs read wholly and found clean, so that no run looks at it twice."""
