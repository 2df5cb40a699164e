"""A team's own rules, written for gitleaks: https://github.com/gitleaks/gitleaks#configuration"""
